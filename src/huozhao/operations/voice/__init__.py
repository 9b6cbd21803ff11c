"""Voice: what shoppers say of goods, counted by aspect, watched for complaints that rise, told to suppliers."""
